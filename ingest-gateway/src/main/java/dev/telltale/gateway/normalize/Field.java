// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the canonical span that attributes compete for. Compared by identity.
 *
 * @param <T> what the place holds
 */
final class Field<T> {
  static final Field<SpanKind> KIND = new Field<>(Read::kind);
  static final Field<String> MODEL = new Field<>(Read::text);
  static final Field<String> REQUEST_MODEL = new Field<>(Read::text);
  static final Field<String> PROVIDER = new Field<>(Read::provider);

  /** The request's parameters as JSON; only looked into. */
  static final Field<String> INVOCATION_PARAMETERS = new Field<>(Read::text);

  static final Field<String> INPUT_TEXT = new Field<>(Read::text);
  static final Field<String> OUTPUT_TEXT = new Field<>(Read::text);

  /** A whole list of messages in one JSON text. */
  static final Field<String> INPUT_MESSAGES = new Field<>(Read::text);

  /** A whole list of messages in one JSON text. */
  static final Field<String> OUTPUT_MESSAGES = new Field<>(Read::text);

  static final Field<String> FINISH_REASON = new Field<>(Read::finishReason);
  static final Field<String> TOOL_NAME = new Field<>(Read::text);
  static final Field<String> TOOL_CALL_ID = new Field<>(Read::text);

  /** Arguments of a tool for spans that do not have them as their input. */
  static final Field<String> TOOL_PARAMETERS = new Field<>(Read::text);

  static final Field<Long> TOKENS_INPUT = new Field<>(Read::count);
  static final Field<Long> TOKENS_OUTPUT = new Field<>(Read::count);
  static final Field<Long> TOKENS_TOTAL = new Field<>(Read::count);
  static final Field<Long> TOKENS_CACHE_READ = new Field<>(Read::count);
  static final Field<Long> TOKENS_CACHE_WRITE = new Field<>(Read::count);
  static final Field<Long> TOKENS_REASONING = new Field<>(Read::count);

  /** The provider's own report of tokens as JSON; only looked into. */
  static final Field<String> USAGE_JSON = new Field<>(Read::text);

  static final Field<Double> COST_INPUT = new Field<>(Read::dollars);
  static final Field<Double> COST_OUTPUT = new Field<>(Read::dollars);
  static final Field<Double> COST_TOTAL = new Field<>(Read::dollars);
  static final Field<String> AGENT_ID = new Field<>(Read::identity);
  static final Field<String> AGENT_NAME = new Field<>(Read::identity);
  static final Field<String> AGENT_ROLE = new Field<>(Read::text);
  static final Field<String> SESSION_ID = new Field<>(Read::identity);
  static final Field<String> USER_ID = new Field<>(Read::identity);
  static final Field<List<String>> TAGS = new Field<>(Read::tags);
  static final Field<String> ERROR_TYPE = new Field<>(Read::text);

  /** How a run ended, by its own judgement; only looked into. */
  static final Field<String> OUTCOME = new Field<>(Read::text);

  static final Field<String> SERVICE_NAME = new Field<>(Read::serviceName);
  static final Field<String> SERVICE_VERSION = new Field<>(Read::text);
  static final Field<String> ENVIRONMENT = new Field<>(Read::text);

  /** The ids that an import brought. */
  static final Field<String> SOURCE_TRACE_ID = new Field<>(Read::text);

  static final Field<String> SOURCE_SPAN_ID = new Field<>(Read::text);

  /** What an export says of a span because it could not be seen again. */
  static final Field<String> DIALECT = new Field<>(Read::text);

  static final Field<String> EXPORTED_INPUT = new Field<>(Read::text);
  static final Field<String> EXPORTED_OUTPUT = new Field<>(Read::text);
  static final Field<Boolean> FAILED = new Field<>(Read::yes);
  static final Field<Boolean> REDACTED = new Field<>(Read::yes);
  static final Field<Long> TRUNCATED = new Field<>(Read::count);

  /** Makes the field's value of an attribute's. */
  interface Reader<T> {
    /** Gives nothing for a value that cannot stand there, an empty one among them. */
    @Nullable T read(AnyValue value);
  }

  private final Reader<T> reader;

  private Field(Reader<T> reader) {
    this.reader = reader;
  }

  @Nullable T read(AnyValue value) {
    return reader.read(value);
  }
}
