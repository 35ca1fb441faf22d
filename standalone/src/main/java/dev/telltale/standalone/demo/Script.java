// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bundled conversations of a support agent, with the truth about each.
 *
 * @param agent whose they are
 * @param system its system prompt
 * @param conversations in the order in which they happen
 */
record Script(
    @JsonProperty(required = true) Agent agent,
    @JsonProperty(required = true) String system,
    @JsonProperty(required = true) List<Conversation> conversations) {
  private static final String RESOURCE = "/demo/conversations.yaml";

  /** The agent. */
  record Agent(
      @JsonProperty(required = true) String id,
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String service,
      @JsonProperty(required = true) String version,
      @JsonProperty(required = true) String environment,
      @JsonProperty(required = true) String model,
      @JsonProperty(required = true) String provider) {}

  /** One conversation: its truth by signal, its turns. */
  record Conversation(
      @JsonProperty(required = true) String id,
      @JsonProperty(required = true) String user,
      @JsonProperty(required = true) Map<String, String> truth,
      @JsonProperty(required = true) List<Turn> turns) {}

  /** What the user says, which tools the agent calls, what it answers. */
  record Turn(
      @JsonProperty(required = true) String user,
      @Nullable List<Step> steps,
      @JsonProperty(required = true) String assistant) {
    List<Step> toolCalls() {
      return steps == null ? List.of() : steps;
    }
  }

  /** A tool call, with its result or its error. */
  record Step(
      @JsonProperty(required = true) String tool,
      @JsonProperty(required = true) JsonNode arguments,
      @Nullable JsonNode result,
      @Nullable String error) {
    String answer() {
      return error != null
          ? error
          : result == null ? "" : result.isTextual() ? result.asText() : result.toString();
    }
  }

  static Script bundled() {
    ObjectMapper yaml =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    try (InputStream in =
        Objects.requireNonNull(Script.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return yaml.readValue(in, Script.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled conversations cannot be read", e);
    }
  }
}
