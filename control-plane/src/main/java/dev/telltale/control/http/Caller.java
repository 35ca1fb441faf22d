// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name of the access key; null for somebody without one
 */
record Caller(String project, @Nullable String name) {
  static final Caller ANYBODY = new Caller("default", null);
}
