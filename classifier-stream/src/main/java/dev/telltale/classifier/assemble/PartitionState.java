// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

/**
 * How a partition of the assembly stands.
 *
 * @param open traces or sessions that wait for more
 * @param overdueMillis how far the log's clock has passed the earliest deadline that has not been
 *     met yet; 0 when none has
 * @param lagMillis how far the log's clock is behind the machine's while records come; 0 when the
 *     log is quiet
 */
public record PartitionState(long open, long overdueMillis, long lagMillis) {}
