// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** What alerts did, do, and would have done. */
@NullMarked
package dev.telltale.control.watch;

import org.jspecify.annotations.NullMarked;
