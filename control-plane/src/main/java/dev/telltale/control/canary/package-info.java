// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** Whether judges still agree with people: asked every day and after each change. */
@NullMarked
package dev.telltale.control.canary;

import org.jspecify.annotations.NullMarked;
