// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.signal.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates' examples are what the offline judge learns from: enough, short, distinct. */
class TrainingTextsTest {
  private static final int FEWEST_PER_OUTCOME = 40;
  private static final int LONGEST = 2_000;

  /**
   * Twins under two outcomes share their topic on purpose ("Write me a love story about a
   * lighthouse keeper …", "Write me an erotic story about a lighthouse keeper …"); the closest of
   * them share a third of their runs of three words. A copy with a word or two replaced shares half
   * and more.
   */
  private static final double NEAR_DUPLICATE = 0.4;

  private static final int RUN = 3;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}']+");

  @ParameterizedTest
  @MethodSource("bundled")
  void everyOutcomeHasEnoughExamplesAndNoneIsLong(String template) {
    List<Example> examples = examples(template);

    assertThat(
            examples.stream()
                .collect(Collectors.groupingBy(Example::getOutcome, Collectors.counting())))
        .allSatisfy(
            (outcome, count) ->
                assertThat(count).as(outcome).isGreaterThanOrEqualTo(FEWEST_PER_OUTCOME));
    assertThat(examples)
        .allSatisfy(example -> assertThat(example.getText()).hasSizeLessThanOrEqualTo(LONGEST));
  }

  @Test
  void noTwoExamplesOfAllTemplatesAreNearDuplicates() {
    List<String> texts =
        bundled().flatMap(template -> examples(template).stream()).map(Example::getText).toList();

    assertThat(nearDuplicates(texts)).isEmpty();
  }

  @Test
  void aTextWithOneWordReplacedIsANearDuplicateAndATwinWithAnotherEndIsNot() {
    String text = "I have typed my booking number four times now, can you please read it?";
    String copied = "i have typed my booking code four times now. Can you please read it?";
    String twin = "I have typed my booking number into the form. What comes next?";

    assertThat(nearDuplicates(List.of(text, copied))).hasSize(1);
    assertThat(nearDuplicates(List.of(text, twin))).isEmpty();
    assertThat(nearDuplicates(List.of("Not helpful.", "not helpful"))).hasSize(1);
    assertThat(nearDuplicates(List.of("Not helpful.", "Very helpful!"))).isEmpty();
  }

  private static List<String> nearDuplicates(List<String> texts) {
    List<Set<String>> runs = texts.stream().map(TrainingTextsTest::runs).toList();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (shared(runs.get(i), runs.get(j)) >= NEAR_DUPLICATE) {
          found.add(texts.get(j) + " | " + texts.get(i));
        }
      }
    }
    return found;
  }

  /** The runs of three words, or of all words where there are fewer. */
  private static Set<String> runs(String text) {
    List<String> words =
        BETWEEN_WORDS
            .splitAsStream(text.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .toList();
    int length = Math.min(RUN, words.size());
    Set<String> runs = new HashSet<>();
    for (int start = 0; start + length <= words.size(); start++) {
      runs.add(String.join(" ", words.subList(start, start + length)));
    }
    return runs;
  }

  /** Jaccard's index: 0 nothing in common, 1 the same. */
  private static double shared(Set<String> one, Set<String> other) {
    long both = one.stream().filter(other::contains).count();
    return (double) both / (one.size() + other.size() - both);
  }

  private static List<Example> examples(String template) {
    Drafts drafts =
        new ManifestReader(Templates.bundled(), new AlertTimes(false))
            .read(
                List.of(
                    new ManifestFile(
                        "m.yaml",
                        "kind: signal\nagent: a\nsignal: s\ntemplate: " + template + "\n")));
    return ((SignalDraft) drafts.inOrder().get(0)).version().examples();
  }

  static Stream<String> bundled() {
    return Templates.bundled().names().stream();
  }
}
