// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

/** A session of an agent. */
public record SessionRef(String agent, String sessionId) {}
