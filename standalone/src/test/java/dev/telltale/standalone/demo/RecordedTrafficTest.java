// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTrafficTest {
  private static final String REQUEST =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
      {"traceId":"00D5145b3b931abc049652489da635dd","spanId":"13a7184dbb5f0191","attributes":[{"key":"session.id","value":{"stringValue":"s-1"}}]},
      {"traceId":"00d5145b3b931abc049652489da635dd","spanId":"7006104b3f6dcb72","parentSpanId":"13a7184dbb5f0191","attributes":[
      {"key":"agent.id","value":{"stringValue":"helper"}},{"key":"session.id","value":{"stringValue":"s-1"}}]}]}]}]}
      """
          .replace("\n", "");

  @TempDir Path folder;

  @Test
  void aFileIsLookedThroughForItsAgentsSessionsAndSpans() throws IOException {
    Path file = Files.writeString(folder.resolve("t.jsonl"), REQUEST + "\n\n" + REQUEST + "\n");

    RecordedTraffic traffic = RecordedTraffic.of(file);

    assertThat(traffic.spans()).isEqualTo(4);
    assertThat(traffic.agents()).containsExactly("shop", "helper");
    assertThat(traffic.sessions())
        .containsExactlyInAnyOrder(new SessionRef("shop", "s-1"), new SessionRef("helper", "s-1"));
  }

  @Test
  void aGzippedFileIsReadAsWell() throws IOException {
    Path file = folder.resolve("t.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((REQUEST + "\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(RecordedTraffic.of(file).spans()).isEqualTo(2);
  }

  @Test
  void whatIsNoExportRequestIsToldByItsLine() throws IOException {
    assertRefused(REQUEST + "\n{\"half\": \n", ":2: not JSON");
    assertRefused("{\"spans\": []}\n", ":1: no resourceSpans");
    assertRefused("\n", "no spans");
    assertThatThrownBy(() -> RecordedTraffic.of(folder.resolve("absent.jsonl")))
        .hasMessageContaining("is not there");
    Path noGzip = Files.writeString(folder.resolve("x.jsonl.gz"), "text");
    assertThatThrownBy(() -> RecordedTraffic.of(noGzip)).hasMessageContaining("cannot be read");
  }

  private void assertRefused(String text, String expected) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "t", ".jsonl"), text);
    assertThatThrownBy(() -> RecordedTraffic.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }
}
