// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Locale;

/** An observation as Langfuse exports it to a blob storage: the same in snake_case. */
final class LangfuseRow implements Shape {
  private final LangfuseObservation observation = new LangfuseObservation();

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value, "trace_id")
        && Fields.has(value, "id")
        && (value.has("parent_observation_id")
            || value.has("provided_model_name")
            || value.has("usage_details"));
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    ObjectNode camel = JsonNodeFactory.instance.objectNode();
    value.properties().forEach(field -> camel.set(camel(field.getKey()), field.getValue()));
    return observation.read(camel, place);
  }

  private static String camel(String snake) {
    String[] words = snake.split("_", -1);
    StringBuilder camel = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      camel.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT));
      camel.append(word.isEmpty() ? "" : word.substring(1));
    }
    return camel.toString();
  }
}
