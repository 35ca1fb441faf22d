// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** What is labelled, over the time of the targets. */
@NullMarked
package dev.telltale.control.history;

import org.jspecify.annotations.NullMarked;
