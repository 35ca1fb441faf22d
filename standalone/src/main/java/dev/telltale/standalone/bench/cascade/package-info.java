// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** What a cascade saves, and what that costs in agreement. */
@NullMarked
package dev.telltale.standalone.bench.cascade;

import org.jspecify.annotations.NullMarked;
