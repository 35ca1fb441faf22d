// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model bge-small-en-v1.5, quantized, in this process: English, 384 numbers, a few milliseconds
 * a short text. Signals of one target read the same texts, so the last ones are kept.
 */
public final class BgeSmallEmbedder implements Embedder {
  /** What it is called on labels and in heads. */
  public static final String NAME = "bge-small-en-v1.5-q";

  private static final int KEPT = 5_000;

  static {
    // The library below would look for a cloud's metadata service and report its use: nothing here
    // needs a network.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
  }

  private final EmbeddingModel model = new BgeSmallEnV15QuantizedEmbeddingModel(Runnable::run);
  private final Map<String, float[]> kept =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > KEPT;
        }
      };

  @Override
  public float[] embed(String text) {
    synchronized (kept) {
      float[] known = kept.get(text);
      if (known != null) {
        return known;
      }
    }
    float[] vector = model.embed(text).content().vector();
    synchronized (kept) {
      kept.put(text, vector);
    }
    return vector;
  }

  @Override
  public String model() {
    return NAME;
  }
}
