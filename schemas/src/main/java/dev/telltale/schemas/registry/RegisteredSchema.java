// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import org.apache.avro.Schema;

/**
 * A schema as a subject has it.
 *
 * @param subject the subject, such as {@code telltale.spans-value}
 * @param version counts from 1 in its subject
 * @param id the same for the same schema, in all subjects
 * @param schema the schema
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
