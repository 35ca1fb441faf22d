// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void everyTopicHasItsOwnNameAndIsFoundByIt() {
    assertThat(Topics.all()).extracting(Topic::name).doesNotHaveDuplicates().hasSize(26);
    assertThat(Topics.all()).allSatisfy(t -> assertThat(Topics.named(t.name())).contains(t));
    assertThat(Topics.named("spam")).isEmpty();
  }

  @Test
  void everyConstantOfTheCatalogueIsListed() {
    long constants =
        java.util.Arrays.stream(Topics.class.getFields())
            .filter(f -> f.getType() == Topic.class)
            .count();

    assertThat(Topics.all()).hasSize((int) constants);
  }

  @Test
  void tablesHaveOnePartitionSoThatTheirWritesAreInOrder() {
    assertThat(Topics.all())
        .filteredOn(topic -> topic.kept() instanceof Kept.LastOfEachKey)
        .isNotEmpty()
        .allSatisfy(topic -> assertThat(topic.partitions()).isEqualTo(1));
  }

  @Test
  void onlyTopicsThatAreClocksAreStampedByTheBroker() {
    assertThat(Topics.all())
        .filteredOn(topic -> topic.timestamps() == TimestampType.LOG_APPEND_TIME)
        .extracting(Topic::name)
        .containsExactly("spans", "session-traces", "labels");
  }

  @Test
  void everyRecordOfTheCatalogueSaysWhatItIs() {
    List<String> undocumented = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      if (topic.isAvro() && SpecificData.get().getSchema(topic.record()).getDoc() == null) {
        undocumented.add(topic.name());
      }
    }

    assertThat(undocumented).isEmpty();
  }

  @Test
  void aTickNamesItsPartitionAndNothingElseDoes() {
    assertThat(Ticks.partition(Ticks.key(3))).hasValue(3);
    assertThat(Ticks.partition("00d5145b3b931abc049652489da635dd")).isEmpty();
  }
}
