// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.quality.QualityBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floors far under what was measured: they tell that something broke, not how good it is. */
class QualityFloorsTest {
  private static final Embedder EMBEDDER = new BgeSmallEmbedder();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Figures figures = new Figures("judge-quality");
  private final QualityBench bench =
      new QualityBench(
          EMBEDDER, new ExampleHeads(EMBEDDER), 0.2, new PrintWriter(new StringWriter()));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "task-outcome, 0.15, 0.3",
    "sentiment, 0.4, 0.55",
    "user-frustration, 0.4, 0.5",
    "laziness-refusal, 0.3, 0.4",
    "jailbreak-attempt, 0.3, 0.5",
    "nsfw, 0.35, 0.55"
  })
  void theHeldOutConversationsAreJudgedFarBetterThanByChance(
      String template, double kappa, double surerHalf) throws IOException {
    bench.heldOut(template, figures);

    Map<String, Double> measured = measured();
    assertThat(measured.get("targets")).isGreaterThanOrEqualTo(60);
    assertThat(measured.get("kappa")).isGreaterThan(kappa);
    assertThat(measured.get("kappa_surer_half")).isGreaterThan(surerHalf);
    assertThat(measured.get("coverage")).isGreaterThan(0.5);
    assertThat(measured.get("calibration_error")).isLessThan(0.25);
  }

  @Test
  void textsOfOnesOwnAreMeasuredToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.csv"),
            """
            label,context,text
            true,How can I help?,"I am fed up, this is useless,
            and nobody reads what I write!"
            false,,Could you tell me when the shop opens?
            """);

    bench.texts(file, "user-frustration", figures);

    Map<String, Double> measured = measured();
    assertThat(measured).containsEntry("targets", 2.0).containsEntry("kappa", 1.0);
  }

  private Map<String, Double> measured() throws IOException {
    StringWriter lines = new StringWriter();
    figures.json(new PrintWriter(lines));
    Map<String, Double> measured = new HashMap<>();
    for (String line : lines.toString().lines().toList()) {
      JsonNode figure = JSON.readTree(line);
      measured.put(figure.path("metric").asText(), figure.path("value").asDouble());
    }
    return measured;
  }
}
