// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a new process is needed: never because Kafka is away. */
class AliveTest {
  private static final KafkaConnection NOWHERE = new KafkaConnection("127.0.0.1:1", "t.", Map.of());

  @Test
  void aClassifierWithoutKafkaIsAliveUntilItIsClosed(@TempDir Path folder) {
    Classifier classifier =
        new Classifier(
            ClassifierConfig.defaults(folder),
            NOWHERE,
            new InMemorySchemaRegistry(),
            new SimpleMeterRegistry(),
            InstantSource.system());
    assertThat(classifier.isAlive()).isTrue();
    assertThat(classifier.isHealthy()).isFalse();

    classifier.start();
    assertThat(classifier.isAlive()).isTrue();

    classifier.close();
    assertThat(classifier.isAlive()).isFalse();
  }

  @Test
  void aJudgeWithoutKafkaIsAliveUntilItIsClosed() {
    JudgeRole judge =
        new JudgeRole(
            JudgeConfig.defaults(),
            NOWHERE,
            new InMemorySchemaRegistry(),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            new byte[32]);
    assertThat(judge.isAlive()).isTrue();
    assertThat(judge.isHealthy()).isFalse();

    judge.start();
    assertThat(judge.isAlive()).isTrue();
    assertThat(judge.isHealthy()).isTrue();

    judge.close();
    assertThat(judge.isAlive()).isFalse();
  }
}
