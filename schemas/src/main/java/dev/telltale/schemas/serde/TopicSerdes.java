// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Codecs and serdes for the values of the catalogue's topics. Keys are text: {@link Topic#key()}
 * reads them.
 */
public final class TopicSerdes {
  private final SchemaRegistry registry;
  private final String prefix;

  /**
   * Makes serdes.
   *
   * @param prefix the installation's prefix of topic names; it is part of the subjects' names too
   */
  public TopicSerdes(SchemaRegistry registry, String prefix) {
    this.registry = registry;
    this.prefix = prefix;
  }

  /**
   * The codec of a topic's values; the subject is named for the topic, as Confluent's default
   * strategy does.
   */
  public <V extends SpecificRecord> AvroCodec<V> codec(Topic<?, V> topic) {
    return new AvroCodec<>(registry, prefix + topic.name() + "-value", topic.record());
  }

  /** A serde of a topic's values. No value is no bytes, as for a tick or a deletion. */
  public <V extends SpecificRecord> Serde<V> value(Topic<?, V> topic) {
    return serde(codec(topic));
  }

  /** A serde for records that live in a state store of that name. */
  public <V extends SpecificRecord> Serde<V> store(String store, Class<V> type) {
    return serde(new AvroCodec<>(registry, prefix + "store-" + store + "-value", type));
  }

  private static <V extends SpecificRecord> Serde<V> serde(AvroCodec<V> codec) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : codec.encode(value),
        (topic, bytes) -> bytes == null ? null : codec.decode(bytes));
  }
}
