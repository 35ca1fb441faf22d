// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertState;

/**
 * All that an evaluation of one partition remembers. Kafka Streams keeps it for the live one, a
 * backtest keeps it for itself.
 *
 * @param panes of each signal
 * @param hours the same in whole hours
 * @param shown the newest targets of a signal, value and pane
 * @param verdicts the counted verdict of each target of a signal
 * @param states of rules
 * @param clock of the partition
 * @param outages the last of each signal
 */
public record Stores(
    Timeline<Pane> panes,
    Timeline<Pane> hours,
    Timeline<ShownTarget> shown,
    Timeline<CountedVerdict> verdicts,
    Table<AlertState> states,
    Table<Long> clock,
    Table<Outage> outages) {}
