// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;

/**
 * One thing that a built-in rule looks for.
 *
 * @param anchors literals of which one stands in or at it, in lower or upper case; {@code 0} is any
 *     digit
 * @param finder looks closer where an anchor stands
 */
record Row(List<String> anchors, Finder finder) {}
