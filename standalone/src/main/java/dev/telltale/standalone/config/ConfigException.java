// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

/** The configuration cannot be used. Its message is one line and says what to change. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public ConfigException(String message) {
    super(message);
  }
}
