// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** Measures the alert stream: what a tick takes, what a label, and what a message. */
@NullMarked
package dev.telltale.standalone.bench.alert;

import org.jspecify.annotations.NullMarked;
