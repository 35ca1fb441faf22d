// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose run it is.
 *
 * @param name of whoever asks; null for nobody in particular
 */
record Asker(String project, @Nullable String name, String runId, Instant at) {}
