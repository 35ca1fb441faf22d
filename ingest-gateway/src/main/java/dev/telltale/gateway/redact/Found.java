// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

/**
 * Where in a text something stands that must not be there.
 *
 * @param rule the rule's number
 */
record Found(int rule, int start, int end) {}
