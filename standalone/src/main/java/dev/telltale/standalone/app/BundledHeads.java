// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.HeadTrainer;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OfflineReads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Heads of the bundled templates, trained before: to embed their examples takes seconds, and
 * whoever applies a template would wait for it. A file is named for all that it was trained from,
 * so that it is never taken for something else.
 */
final class BundledHeads {
  static final String FOLDER = "heads";
  private static final int NAME_BYTES = 16;

  private BundledHeads() {}

  static Optional<ByteBuffer> of(
      List<String> outcomes, OfflineReads reads, List<Example> examples) {
    String resource = '/' + FOLDER + '/' + name(outcomes, reads, examples);
    try (InputStream in = BundledHeads.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("a bundled head cannot be read", e);
    }
  }

  /** The name of the file with the head of these. */
  static String name(List<String> outcomes, OfflineReads reads, List<Example> examples) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, HeadTrainer.RECIPE);
      add(digest, BgeSmallEmbedder.NAME);
      add(digest, reads.name());
      outcomes.forEach(outcome -> add(digest, outcome));
      for (Example example : examples) {
        add(digest, example.getOutcome());
        add(digest, example.getText());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES) + ".head";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length before it, so that no two lists of texts are alike. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
