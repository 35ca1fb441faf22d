// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An example, and the settings that it is run with besides the addresses.
 *
 * @param name of the case; also the session's id
 * @param file the example, below deploy/clients
 * @param settings further variables
 */
record Client(String name, String file, Map<String, String> settings) {
  static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
  static final String COMPRESSION = "OTEL_EXPORTER_OTLP_COMPRESSION";

  /** All that the page names, by each of their transports. */
  static Stream<Client> all() {
    Map<String, String> grpc = Map.of(PROTOCOL, "grpc");
    Map<String, String> packed = Map.of(PROTOCOL, "http/protobuf", COMPRESSION, "gzip");
    Map<String, String> packedJson = Map.of(PROTOCOL, "http/json", COMPRESSION, "gzip");
    return Stream.of(
        new Client("js-protobuf", "opentelemetry-js/agent.js", Map.of()),
        new Client("js-json-gzip", "opentelemetry-js/agent.js", packedJson),
        new Client("js-grpc", "opentelemetry-js/agent.js", grpc),
        new Client("java-protobuf-gzip", "opentelemetry-java/OrderDesk.java", packed),
        new Client("java-grpc", "opentelemetry-java/OrderDesk.java", grpc),
        new Client("catalyst", "catalyst/agent.js", Map.of()),
        new Client("langfuse", "langfuse/agent.js", Map.of()),
        new Client("openinference", "openinference/agent.js", Map.of()),
        new Client("vercel-ai-6", "vercel-ai-6/agent.js", Map.of()),
        new Client("vercel-ai-7", "vercel-ai-7/agent.js", Map.of()));
  }

  boolean isJava() {
    return file.endsWith(".java");
  }

  /** The AI SDK tells nobody the id of a trace. */
  boolean saysItsTraces() {
    return !name.startsWith("vercel");
  }

  /** Where things are, and the key that lets spans in. */
  record Places(URI http, URI grpc, String model, String key) {
    /** As a user exports them. */
    Map<String, String> variables(boolean overGrpc) {
      Map<String, String> variables = new HashMap<>();
      variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", (overGrpc ? grpc : http).toString());
      variables.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20" + key);
      variables.put("OTEL_METRICS_EXPORTER", "none");
      variables.put("OTEL_LOGS_EXPORTER", "none");
      variables.put("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "2000");
      variables.put("CATALYST_OTLP_ENDPOINT", http.toString());
      variables.put("CATALYST_OTLP_TOKEN", key);
      variables.put("LANGFUSE_BASE_URL", http.toString());
      variables.put("LANGFUSE_PUBLIC_KEY", "any");
      variables.put("LANGFUSE_SECRET_KEY", key);
      variables.put("OPENAI_BASE_URL", model);
      variables.put("OPENAI_API_KEY", "none");
      return variables;
    }
  }

  /**
   * Runs it.
   *
   * @param folder with the examples' folders and, for JavaScript, their packages
   */
  Run.Result run(Path folder, Places places, String session) {
    Map<String, String> environment = places.variables("grpc".equals(settings.get(PROTOCOL)));
    environment.putAll(settings);
    return Run.run(folder, environment, command(session));
  }

  private List<String> command(String session) {
    return isJava()
        ? List.of(Run.JAVA, "-XX:TieredStopAtLevel=1", "-cp", openTelemetry(), file, session)
        : List.of("node", file, session);
  }

  /** Of this test's own class path what belongs to OpenTelemetry's SDK. */
  static String openTelemetry() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(jar -> jar.matches(".*/(opentelemetry-|okhttp|okio|kotlin-stdlib)[^/]*\\.jar"))
        .filter(jar -> !jar.contains("opentelemetry-proto"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public String toString() {
    return name;
  }
}
