// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
/** What is sent to a language model for each label. */
@NullMarked
package dev.telltale.standalone.bench.tokens;

import org.jspecify.annotations.NullMarked;
