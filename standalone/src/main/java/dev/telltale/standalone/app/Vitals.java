// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.function.BooleanSupplier;

/**
 * What a role tells of itself; may be asked from any thread.
 *
 * @param ready it does its work now; false too while Kafka or the registry is away
 * @param alive it goes on by itself once what it needs is there; false when only a new process
 *     helps
 */
record Vitals(BooleanSupplier ready, BooleanSupplier alive) {}
