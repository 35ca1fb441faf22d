// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

/**
 * What went through the line.
 *
 * @param spansSent as often as they were sent
 * @param spansStored distinct ids in the topic of spans
 * @param spansDuplicate records of that topic whose id was there already
 * @param traces distinct ids of closed traces
 * @param sessions distinct sessions that were closed
 * @param judgeRequests targets that a judge was asked about
 * @param labels verdicts with a value
 * @param failedVerdicts verdicts of a judge that came to no answer
 * @param skippedVerdicts verdicts of a judge that did not try
 * @param alertEvents rules that changed their state
 * @param notifications messages that were delivered
 * @param seconds from the first span to the last thing counted
 */
public record Account(
    int spansSent,
    int spansStored,
    long spansDuplicate,
    int traces,
    int sessions,
    long judgeRequests,
    long labels,
    long failedVerdicts,
    long skippedVerdicts,
    int alertEvents,
    long notifications,
    double seconds) {}
