// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.UnusableLabelException;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.UndecodableException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts labels aside that nobody can read, now or later, and goes on. While the registry cannot be
 * asked nothing is put aside: then nobody knows what is readable.
 */
public final class DeadLetterHandler
    implements DeserializationExceptionHandler, ProcessingExceptionHandler {
  /** Configuration: the full name of the topic of dead letters. */
  static final String TOPIC = "telltale.dead.letters.topic";

  /** Configuration: the {@link AlertMeters} that count them. */
  static final String METERS = "telltale.dead.letters.meters";

  private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterHandler.class);
  private static final String STAGE = "evaluate";

  private @Nullable String topic;
  private @Nullable AlertMeters meters;

  /** For Kafka Streams, which configures it. */
  public DeadLetterHandler() {}

  @Override
  public void configure(Map<String, ?> configs) {
    topic = (String) configs.get(TOPIC);
    meters = (AlertMeters) configs.get(METERS);
  }

  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    Optional<UndecodableException> undecodable = find(exception, UndecodableException.class);
    if (undecodable.isEmpty() && find(exception, RegistryException.class).isPresent()) {
      return DeserializationExceptionHandler.Response.fail();
    }
    String reason = undecodable.map(UndecodableException::reason).orElse("malformed");
    DeadLetter letter =
        new DeadLetter(
            record.topic(), record.partition(), record.offset(), record.timestamp(), reason, STAGE);
    return DeserializationExceptionHandler.Response.resume(
        putAside(letter, record.key(), record.value(), exception));
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    Optional<UnusableLabelException> unusable = find(exception, UnusableLabelException.class);
    if (unusable.isEmpty()) {
      return ProcessingExceptionHandler.Response.fail();
    }
    DeadLetter letter =
        new DeadLetter(
            context.topic(),
            context.partition(),
            context.offset(),
            context.timestamp(),
            unusable.get().reason(),
            STAGE);
    return ProcessingExceptionHandler.Response.resume(
        putAside(letter, context.sourceRawKey(), context.sourceRawValue(), exception));
  }

  private List<ProducerRecord<byte[], byte[]>> putAside(
      DeadLetter letter, byte @Nullable [] key, byte @Nullable [] value, Exception exception) {
    LOGGER
        .atWarn()
        .addKeyValue("topic", letter.topic())
        .addKeyValue("partition", letter.partition())
        .addKeyValue("offset", letter.offset())
        .addKeyValue("reason", letter.reason())
        .addKeyValue("error", exception.getClass().getSimpleName())
        .log("label put aside");
    Objects.requireNonNull(meters, "configured before it is used")
        .deadLetter(STAGE, letter.reason());
    return List.of(
        letter.toRecord(Objects.requireNonNull(topic, "configured before it is used"), key, value));
  }

  private static <E extends Exception> Optional<E> find(Throwable exception, Class<E> type) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
