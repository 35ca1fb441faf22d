// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

/** Whose clock stamps a topic's records. */
public enum TimestampType {
  /** The producer's. */
  CREATE_TIME("CreateTime"),
  /** The broker's, at the append: such a topic is a clock that only moves on. */
  LOG_APPEND_TIME("LogAppendTime");

  private final String configValue;

  TimestampType(String configValue) {
    this.configValue = configValue;
  }

  /** The value of the topic's {@code message.timestamp.type}. */
  public String configValue() {
    return configValue;
  }
}
