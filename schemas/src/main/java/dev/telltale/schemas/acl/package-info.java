// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

/** Who may do what on Kafka: each role's part of the catalogue, and of what stands beside it. */
@NullMarked
package dev.telltale.schemas.acl;

import org.jspecify.annotations.NullMarked;
