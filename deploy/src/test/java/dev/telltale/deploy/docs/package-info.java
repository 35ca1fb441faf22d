// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** The manual and the page about growth, against the code. */
@org.jspecify.annotations.NullMarked
package dev.telltale.deploy.docs;
