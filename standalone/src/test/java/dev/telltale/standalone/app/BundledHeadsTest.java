// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Head;
import dev.telltale.classifier.judge.offline.HeadTrainer;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.standalone.bench.TemplateSignals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The heads in {@code src/main/resources/heads} are those of the bundled templates. With {@code
 * -Dtelltale.heads.record} it trains and writes them, which takes a minute.
 */
class BundledHeadsTest {
  private static final Path FOLDER = Path.of("src/main/resources", BundledHeads.FOLDER);
  private static final boolean RECORD = System.getProperty("telltale.heads.record") != null;

  @Test
  void eachTemplateHasTheHeadOfItsExamplesAndThereIsNoOther() throws IOException {
    Set<String> names = new TreeSet<>();
    BgeSmallEmbedder embedder = new BgeSmallEmbedder();
    for (String template : Templates.bundled().names()) {
      SignalHistory signal = TemplateSignals.of(template, JudgeKind.OFFLINE);
      SignalVersion version = signal.version();
      String name =
          BundledHeads.name(
              signal.outcomes(version), version.getOfflineReads(), version.getExamples());
      names.add(name);
      if (RECORD && !Files.exists(FOLDER.resolve(name))) {
        write(FOLDER.resolve(name), signal, embedder);
      }
    }
    if (RECORD) {
      for (Path file : files()) {
        if (!names.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }

    assertThat(files().stream().map(file -> file.getFileName().toString()))
        .as(
            "the examples or the training have changed:"
                + " mvn -pl standalone -am test -Dtest=BundledHeadsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtelltale.heads.record")
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aBundledHeadKnowsItsTemplatesOutcomes() {
    for (String template : Templates.bundled().names()) {
      SignalHistory signal = TemplateSignals.of(template, JudgeKind.OFFLINE);
      SignalVersion version = signal.version();

      assertThat(
              BundledHeads.of(
                  signal.outcomes(version), version.getOfflineReads(), version.getExamples()))
          .hasValueSatisfying(
              bytes -> {
                Head head = Head.of(bytes);
                assertThat(head.outcomes()).isEqualTo(signal.outcomes(version));
                assertThat(head.reads()).isEqualTo(version.getOfflineReads());
                assertThat(head.model()).isEqualTo(BgeSmallEmbedder.NAME);
              });
    }
  }

  @Test
  void examplesOfOnesOwnAreTrained() {
    List<Example> examples =
        List.of(
            new Example("true", "I am fed up, nothing works here!"),
            new Example("false", "How do I change my address?"));
    List<String> outcomes = List.of("true", "false");

    assertThat(BundledHeads.of(outcomes, OfflineReads.USER_TURNS, examples)).isEmpty();
    ByteBuffer head =
        new ExampleHeads(new BgeSmallEmbedder())
            .head(outcomes, OfflineReads.USER_TURNS, examples)
            .orElseThrow();
    assertThat(Head.of(head).outcomes()).isEqualTo(outcomes);
  }

  private static void write(Path file, SignalHistory signal, BgeSmallEmbedder embedder)
      throws IOException {
    SignalVersion version = signal.version();
    Files.createDirectories(FOLDER);
    Files.write(
        file,
        new HeadTrainer(embedder)
            .train(
                signal.outcomes(version),
                version.getOfflineReads(),
                version.getExamples().stream().map(HeadTrainer.Lesson::of).toList())
            .bytes());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.collect(Collectors.toList());
    }
  }
}
