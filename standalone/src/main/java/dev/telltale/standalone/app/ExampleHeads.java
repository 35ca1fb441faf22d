// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.HeadTrainer;
import dev.telltale.control.command.HeadMaker;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OfflineReads;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The offline judge's own training, for the control plane. */
record ExampleHeads(Embedder embedder) implements HeadMaker {
  @Override
  public Optional<ByteBuffer> head(
      List<String> outcomes, OfflineReads reads, List<Example> examples) {
    return BundledHeads.of(outcomes, reads, examples)
        .or(() -> Optional.of(trained(outcomes, reads, examples)));
  }

  private ByteBuffer trained(List<String> outcomes, OfflineReads reads, List<Example> examples) {
    List<HeadTrainer.Lesson> lessons = examples.stream().map(HeadTrainer.Lesson::of).toList();
    return ByteBuffer.wrap(new HeadTrainer(embedder).train(outcomes, reads, lessons).bytes());
  }
}
