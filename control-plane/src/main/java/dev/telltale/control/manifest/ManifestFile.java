// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

/**
 * A file of YAML documents.
 *
 * @param name for messages only; nothing is opened by it
 * @param content its text
 */
public record ManifestFile(String name, String content) {}
