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
  private static int made;

  static final Field<SpanKind> KIND = new Field<>(Read::kind);
  static final Field<String> MODEL = new Field<>(Read::text);
  static final Field<String> REQUEST_MODEL = new Field<>(Read::text);
  static final Field<String> PROVIDER = new Field<>(Read::provider);

  /** The request's parameters as JSON; only looked into. */
  static final Field<String> INVOCATION_PARAMETERS = new Field<>(Read::text);

  static final Field<String> INPUT_TEXT = new Field<>(Read::content);
  static final Field<String> OUTPUT_TEXT = new Field<>(Read::content);

  /** Whole lists of messages; all candidates are kept, since the best may turn out to be none. */
  static final Field<AnyValue> INPUT_MESSAGES = new Field<>(Read::json);

  /** Whole lists of messages; all candidates are kept, since the best may turn out to be none. */
  static final Field<AnyValue> OUTPUT_MESSAGES = new Field<>(Read::json);

  /** What the model was told before the messages: a text, or a list of a message's parts. */
  static final Field<AnyValue> INSTRUCTIONS = new Field<>(Read::any);

  static final Field<String> FINISH_REASON = new Field<>(Read::finishReason);
  static final Field<String> TOOL_NAME = new Field<>(Read::text);
  static final Field<String> TOOL_CALL_ID = new Field<>(Read::text);

  /** Arguments of a tool's execution; their ranks run together with those of the input. */
  static final Field<String> TOOL_ARGUMENTS = new Field<>(Read::content);

  /** The result of a tool's execution; its ranks run together with those of the output. */
  static final Field<String> TOOL_RESULT = new Field<>(Read::content);

  static final Field<Long> TOKENS_INPUT = new Field<>(Read::count);

  /** Input tokens without those that went through the cache. */
  static final Field<Long> TOKENS_INPUT_BESIDE_CACHE = new Field<>(Read::count);

  static final Field<Long> TOKENS_OUTPUT = new Field<>(Read::count);
  static final Field<Long> TOKENS_TOTAL = new Field<>(Read::count);
  static final Field<Long> TOKENS_CACHE_READ = new Field<>(Read::count);
  static final Field<Long> TOKENS_CACHE_WRITE = new Field<>(Read::count);
  static final Field<Long> TOKENS_REASONING = new Field<>(Read::count);

  /** A report of tokens as JSON; only looked into. */
  static final Field<UsageJson> USAGE_JSON = new Field<>(UsageJson::ofProvider);

  static final Field<Double> COST_INPUT = new Field<>(Read::dollars);
  static final Field<Double> COST_OUTPUT = new Field<>(Read::dollars);
  static final Field<Double> COST_TOTAL = new Field<>(Read::dollars);

  /** A report of cost in US dollars as JSON; only looked into. */
  static final Field<AnyValue> COST_JSON = new Field<>(Read::json);

  static final Field<String> AGENT_ID = new Field<>(Read::identity);
  static final Field<String> AGENT_NAME = new Field<>(Read::identity);

  /** The name of a function or workflow; stands in for the agent's. */
  static final Field<String> AGENT_ALIAS = new Field<>(Read::identity);

  /** The name of whatever the span is: an agent's on AGENT spans, a tool's on TOOL spans. */
  static final Field<String> ENTITY_NAME = new Field<>(Read::identity);

  /** The same for a model, on LLM spans. */
  static final Field<String> ENTITY_MODEL = new Field<>(Read::text);

  static final Field<String> AGENT_ROLE = new Field<>(Read::text);
  static final Field<String> SESSION_ID = new Field<>(Read::identity);
  static final Field<String> USER_ID = new Field<>(Read::identity);
  static final Field<List<String>> TAGS = new Field<>(Read::tags);
  static final Field<String> ERROR_TYPE = new Field<>(Read::text);

  /** True where an instrumentation says in its own words that it failed; only looked into. */
  static final Field<Boolean> FAILED = new Field<>(Read::isTrue);

  static final Field<String> STATUS_MESSAGE = new Field<>(Read::text);
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
  static final Field<Boolean> EXPORTED_ERROR = new Field<>(Read::yes);
  static final Field<Boolean> REDACTED = new Field<>(Read::yes);
  static final Field<Long> TRUNCATED = new Field<>(Read::count);

  /** True on the resource of spans that an export wrote. */
  static final Field<Boolean> EXPORTED = new Field<>(Read::yes);

  /** How many fields there are. */
  static final int COUNT = made;

  /** Makes the field's value of an attribute's. */
  interface Reader<T> {
    /** Gives nothing for a value that cannot stand there, an empty one among them. */
    @Nullable T read(AnyValue value);
  }

  private final Reader<T> reader;
  private final int number;

  private Field(Reader<T> reader) {
    this.reader = reader;
    this.number = made++;
  }

  Reader<T> reader() {
    return reader;
  }

  /** From 0 to {@link #COUNT} - 1. */
  int number() {
    return number;
  }

  boolean keepsAll() {
    return this == INPUT_MESSAGES || this == OUTPUT_MESSAGES;
  }
}
