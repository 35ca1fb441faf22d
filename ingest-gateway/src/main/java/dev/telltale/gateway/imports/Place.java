// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

/**
 * Where and when a value was read.
 *
 * @param line of the file
 * @param unixNano when it was read
 */
record Place(long line, long unixNano) {}
