// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.price.Prices;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolExecution;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the canonical span of an OTLP span: what the mapping knows goes to its field, all else
 * stays an attribute. A pure function; may be used from any thread.
 *
 * <p>It says only what the span itself says. An agent or session that stands on another span of the
 * trace is left to whoever sees the whole trace.
 */
public final class SpanNormalizer {
  private static final int VERSION = 3;

  private final Mapping mapping = new Mapping(Conventions.ALL);
  private final Prices prices;

  /** Knows no prices: a span has the cost that it brings. */
  public SpanNormalizer() {
    this(Prices.none());
  }

  /** Reckons a model call's cost where the span brings none. */
  public SpanNormalizer(Prices prices) {
    this.prices = prices;
  }

  /** Reads what the spans of a scope have in common. */
  public SpanSource source(
      String project, Instant receivedAt, Resource resource, InstrumentationScope scope) {
    Draft draft = mapping.resource(resource.getAttributesList());
    boolean exported = draft.take(Field.EXPORTED) != null;
    SpanTable table = exported ? mapping.exported() : mapping.spans(scope.getName());
    return new SpanSource(project, receivedAt, table, !exported, draft, scope);
  }

  /**
   * Makes the canonical span.
   *
   * @param span with valid ids and a start time
   */
  public Span normalize(SpanSource source, io.opentelemetry.proto.trace.v1.Span span) {
    Draft draft = source.table.read(span);
    SpanKind kind = kind(source, span, draft);
    Span.Builder canonical = Span.newBuilder();
    Shape.read(span, canonical);
    origin(source, draft, canonical);
    failure(span, draft, canonical);
    Identity.read(source, draft, kind, canonical);
    Conversation.read(span, draft, kind, canonical);
    model(draft, kind, canonical);
    content(span, draft, kind, canonical);
    List<String> tags = draft.take(Field.TAGS);
    canonical
        .setKind(kind)
        .setTokens(Usage.tokens(draft, kind))
        .setCost(Usage.cost(draft))
        .setTags(tags == null ? List.of() : tags)
        .setContentRedacted(draft.redacted());
    if (source.mayBePriced) {
      Usage.price(canonical, prices);
    }
    Telltale.restore(draft, canonical);
    return canonical.setAttributes(attributes(source, draft)).build();
  }

  private static SpanKind kind(
      SpanSource source, io.opentelemetry.proto.trace.v1.Span span, Draft draft) {
    SpanKind said = draft.take(Field.KIND);
    SpanKind named = said == null ? source.table.kind(span.getName()) : said;
    if (named != null) {
      return named;
    }
    if (draft.peek(Field.TOOL_NAME) != null || draft.peek(Field.TOOL_CALL_ID) != null) {
      return SpanKind.TOOL;
    }
    return draft.peek(Field.MODEL) != null ? SpanKind.LLM : SpanKind.SPAN;
  }

  private static void origin(SpanSource source, Draft draft, Span.Builder canonical) {
    String environment = draft.take(Field.ENVIRONMENT);
    canonical
        .setProject(source.project)
        .setReceivedAt(source.receivedAt)
        .setServiceName(source.serviceName)
        .setServiceVersion(source.serviceVersion)
        .setEnvironment(environment == null ? source.environment : environment)
        .setResourceAttributes(source.resourceAttributes)
        .setScopeName(Shape.emptyToNull(source.scopeName))
        .setScopeVersion(Shape.emptyToNull(source.scopeVersion))
        .setDialect(source.table.dialect(draft))
        .setNormalizerVersion(VERSION);
  }

  private static void failure(
      io.opentelemetry.proto.trace.v1.Span span, Draft draft, Span.Builder canonical) {
    String type = draft.take(Field.ERROR_TYPE);
    boolean error =
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
            || draft.peek(Field.FAILED) != null
            || type != null;
    // An exception may also have been caught and recorded, and all went well.
    canonical.setError(error).setErrorType(type == null && error ? exceptionType(span) : type);
    if (span.getStatus().getMessage().isEmpty()) {
      canonical.setStatusMessage(draft.take(Field.STATUS_MESSAGE));
    }
  }

  private static void model(Draft draft, SpanKind kind, Span.Builder canonical) {
    String model = draft.take(Field.MODEL);
    if (model == null && kind == SpanKind.LLM) {
      model = draft.take(Field.ENTITY_MODEL);
    }
    String requested = draft.take(Field.REQUEST_MODEL);
    String parameters = draft.peek(Field.INVOCATION_PARAMETERS);
    String request = kind == SpanKind.LLM ? draft.peek(Field.INPUT_TEXT) : null;
    if (requested == null && parameters != null) {
      requested = Json.text(parameters, "model");
    }
    if (requested == null && request != null) {
      requested = Json.text(request, "model");
    }
    String provider = draft.take(Field.PROVIDER);
    if (provider == null && model != null) {
      provider = Vocabulary.providerOfModel(model);
    }
    canonical.setModel(model).setRequestModel(requested).setProvider(provider);
  }

  /** What a tool was given and gave is said once, in its own place. */
  private static void content(
      io.opentelemetry.proto.trace.v1.Span span,
      Draft draft,
      SpanKind kind,
      Span.Builder canonical) {
    if (kind != SpanKind.TOOL) {
      canonical
          .setInputText(draft.take(Field.INPUT_TEXT))
          .setOutputText(draft.take(Field.OUTPUT_TEXT));
      return;
    }
    String name = draft.take(Field.TOOL_NAME);
    if (name == null) {
      name = draft.take(Field.ENTITY_NAME);
    }
    canonical.setTool(
        ToolExecution.newBuilder()
            .setName(name == null ? span.getName() : name)
            .setCallId(draft.take(Field.TOOL_CALL_ID))
            .setArguments(draft.take(Field.INPUT_TEXT, Field.TOOL_ARGUMENTS))
            .setResult(draft.take(Field.OUTPUT_TEXT, Field.TOOL_RESULT))
            .build());
  }

  private static List<Attribute> attributes(SpanSource source, Draft draft) {
    if (source.scopeAttributes.isEmpty()) {
      return draft.rest();
    }
    List<Attribute> all = new ArrayList<>(draft.rest());
    for (Attribute attribute : source.scopeAttributes) {
      all.add(Attribute.newBuilder(attribute).setKey("otel.scope." + attribute.getKey()).build());
    }
    return all;
  }

  private static @Nullable String exceptionType(io.opentelemetry.proto.trace.v1.Span span) {
    String type = null;
    for (io.opentelemetry.proto.trace.v1.Span.Event event : span.getEventsList()) {
      if (event.getName().equals("exception")) {
        for (KeyValue attribute : event.getAttributesList()) {
          type =
              attribute.getKey().equals("exception.type")
                  ? Shape.emptyToNull(attribute.getValue().getStringValue())
                  : type;
        }
      }
    }
    return type;
  }
}
