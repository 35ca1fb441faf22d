// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.intake.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * OTLP's JSON form, read as a stream. It is protobuf's JSON form but for ids, which are
 * hexadecimal, and takes what real clients send: unknown fields, numbers as text, names of enums.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">the
 *     specification</a>
 */
final class OtlpJson {
  /** A list in a list costs protobuf two levels, a map in a map three; it allows 100 in all. */
  private static final int MAX_VALUE_DEPTH = 30;

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final JsonCursor json;

  private OtlpJson(JsonCursor json) {
    this.json = json;
  }

  /**
   * Reads a request.
   *
   * @throws RefusedException INVALID when it is not one; the message says where and why
   */
  static ExportTraceServiceRequest read(byte[] body) {
    return JsonCursor.read(body, json -> new OtlpJson(json).request());
  }

  /**
   * Reads a request whose names may also be in snake_case, as files have them and the wire has not.
   *
   * @throws RefusedException as above
   */
  static ExportTraceServiceRequest readFile(byte[] json) {
    return JsonCursor.read(json, OtlpJson::camelCase, cursor -> new OtlpJson(cursor).request());
  }

  private ExportTraceServiceRequest request() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    json.object(
        field -> {
          switch (field) {
            case "resourceSpans" ->
                json.list(() -> resourceSpans(request.addResourceSpansBuilder()));
            case "resourceLogs", "resourceMetrics" ->
                throw new RefusedException(
                    Refusal.INVALID, "the body has " + field + " (expected: resourceSpans)");
            default -> json.skip();
          }
        });
    return request.build();
  }

  private void resourceSpans(ResourceSpans.Builder spans) {
    json.object(
        field -> {
          switch (field) {
            case "resource" -> resource(spans.getResourceBuilder());
            case "scopeSpans" -> json.list(() -> scopeSpans(spans.addScopeSpansBuilder()));
            case "schemaUrl" -> spans.setSchemaUrl(json.text());
            default -> json.skip();
          }
        });
  }

  private void resource(Resource.Builder resource) {
    json.object(
        field -> {
          switch (field) {
            case "attributes" -> json.list(() -> keyValue(resource.addAttributesBuilder(), 0));
            case "droppedAttributesCount" -> resource.setDroppedAttributesCount(json.uint32());
            case "entityRefs" -> json.list(() -> entityRef(resource.addEntityRefsBuilder()));
            default -> json.skip();
          }
        });
  }

  private void entityRef(EntityRef.Builder entity) {
    json.object(
        field -> {
          switch (field) {
            case "schemaUrl" -> entity.setSchemaUrl(json.text());
            case "type" -> entity.setType(json.text());
            case "idKeys" -> json.list(() -> entity.addIdKeys(json.text()));
            case "descriptionKeys" -> json.list(() -> entity.addDescriptionKeys(json.text()));
            default -> json.skip();
          }
        });
  }

  private void scopeSpans(ScopeSpans.Builder spans) {
    json.object(
        field -> {
          switch (field) {
            case "scope" -> scope(spans.getScopeBuilder());
            case "spans" -> json.list(() -> span(spans.addSpansBuilder()));
            case "schemaUrl" -> spans.setSchemaUrl(json.text());
            default -> json.skip();
          }
        });
  }

  private void scope(InstrumentationScope.Builder scope) {
    json.object(
        field -> {
          switch (field) {
            case "name" -> scope.setName(json.text());
            case "version" -> scope.setVersion(json.text());
            case "attributes" -> json.list(() -> keyValue(scope.addAttributesBuilder(), 0));
            case "droppedAttributesCount" -> scope.setDroppedAttributesCount(json.uint32());
            default -> json.skip();
          }
        });
  }

  private void span(Span.Builder span) {
    json.object(
        field -> {
          switch (field) {
            case "traceId" -> span.setTraceId(json.id(TRACE_ID_BYTES));
            case "spanId" -> span.setSpanId(json.id(SPAN_ID_BYTES));
            case "parentSpanId" -> span.setParentSpanId(json.id(SPAN_ID_BYTES));
            case "traceState" -> span.setTraceState(json.text());
            case "flags" -> span.setFlags(json.uint32());
            case "name" -> span.setName(json.text());
            case "kind" -> span.setKindValue(json.enumNumber(OtlpJson::kind));
            case "startTimeUnixNano" -> span.setStartTimeUnixNano(json.uint64());
            case "endTimeUnixNano" -> span.setEndTimeUnixNano(json.uint64());
            case "attributes" -> json.list(() -> keyValue(span.addAttributesBuilder(), 0));
            case "droppedAttributesCount" -> span.setDroppedAttributesCount(json.uint32());
            case "events" -> json.list(() -> event(span.addEventsBuilder()));
            case "droppedEventsCount" -> span.setDroppedEventsCount(json.uint32());
            case "links" -> json.list(() -> link(span.addLinksBuilder()));
            case "droppedLinksCount" -> span.setDroppedLinksCount(json.uint32());
            case "status" -> status(span.getStatusBuilder());
            default -> json.skip();
          }
        });
  }

  private void event(Span.Event.Builder event) {
    json.object(
        field -> {
          switch (field) {
            case "timeUnixNano" -> event.setTimeUnixNano(json.uint64());
            case "name" -> event.setName(json.text());
            case "attributes" -> json.list(() -> keyValue(event.addAttributesBuilder(), 0));
            case "droppedAttributesCount" -> event.setDroppedAttributesCount(json.uint32());
            default -> json.skip();
          }
        });
  }

  private void link(Span.Link.Builder link) {
    json.object(
        field -> {
          switch (field) {
            case "traceId" -> link.setTraceId(json.id(TRACE_ID_BYTES));
            case "spanId" -> link.setSpanId(json.id(SPAN_ID_BYTES));
            case "traceState" -> link.setTraceState(json.text());
            case "attributes" -> json.list(() -> keyValue(link.addAttributesBuilder(), 0));
            case "droppedAttributesCount" -> link.setDroppedAttributesCount(json.uint32());
            case "flags" -> link.setFlags(json.uint32());
            default -> json.skip();
          }
        });
  }

  private void status(Status.Builder status) {
    json.object(
        field -> {
          switch (field) {
            case "message" -> status.setMessage(json.text());
            case "code" -> status.setCodeValue(json.enumNumber(OtlpJson::statusCode));
            default -> json.skip();
          }
        });
  }

  private void keyValue(KeyValue.Builder attribute, int depth) {
    json.object(
        field -> {
          switch (field) {
            case "key" -> attribute.setKey(json.text());
            case "value" -> value(attribute.getValueBuilder(), depth);
            case "keyStrindex" -> attribute.setKeyStrindex(json.int32());
            default -> json.skip();
          }
        });
  }

  private void value(AnyValue.Builder value, int depth) {
    if (depth > MAX_VALUE_DEPTH) {
      throw json.refused("nested deeper than " + MAX_VALUE_DEPTH + " values");
    }
    json.object(
        field -> {
          switch (field) {
            case "stringValue" -> value.setStringValue(json.text());
            case "boolValue" -> value.setBoolValue(json.bool());
            case "intValue" -> value.setIntValue(json.int64());
            case "doubleValue" -> value.setDoubleValue(json.number());
            case "bytesValue" -> value.setBytesValue(json.base64());
            case "arrayValue" -> array(value.getArrayValueBuilder(), depth + 1);
            case "kvlistValue" -> map(value.getKvlistValueBuilder(), depth + 1);
            case "stringValueStrindex" -> value.setStringValueStrindex(json.int32());
            default -> json.skip();
          }
        });
  }

  private void array(ArrayValue.Builder array, int depth) {
    json.object(
        field -> {
          if (field.equals("values")) {
            json.list(() -> value(array.addValuesBuilder(), depth));
          } else {
            json.skip();
          }
        });
  }

  private void map(KeyValueList.Builder map, int depth) {
    json.object(
        field -> {
          if (field.equals("values")) {
            json.list(() -> keyValue(map.addValuesBuilder(), depth));
          } else {
            json.skip();
          }
        });
  }

  private static int kind(String name) {
    return Span.SpanKind.valueOf(name).getNumber();
  }

  private static int statusCode(String name) {
    return Status.StatusCode.valueOf(name).getNumber();
  }

  private static String camelCase(String name) {
    int underscore = name.indexOf('_');
    if (underscore < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length()).append(name, 0, underscore);
    for (int i = underscore; i < name.length(); i++) {
      boolean first = name.charAt(i) == '_' && i + 1 < name.length();
      camel.append(first ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
    }
    return camel.toString();
  }
}
