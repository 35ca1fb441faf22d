// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An event and the record that it came in. */
record Received(AlertEvent event, ConsumerRecord<String, byte[]> source) {}
