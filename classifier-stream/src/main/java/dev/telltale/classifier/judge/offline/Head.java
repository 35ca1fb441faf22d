// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import dev.telltale.schemas.signal.OfflineReads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the offline judge learned about one signal: a linear score for each outcome over a text's
 * vector, and how surely a score means its outcome. Holds all that decides a verdict but the
 * embedding model itself. Never changes; may be used from any thread.
 */
public final class Head {
  private static final int MAGIC = 0x54544831;
  private static final int FORM = 1;
  private static final int MOST_NUMBERS = 1 << 20;

  private final String model;
  private final OfflineReads reads;
  private final Pooling pooling;
  private final List<String> outcomes;
  private final float[][] weights;
  private final float[] bias;
  private final float slope;

  /**
   * Makes a head.
   *
   * @param weights by outcome, then by the vector's number
   * @param slope of the calibration: scores times it are log-odds
   */
  Head(
      String model,
      OfflineReads reads,
      Pooling pooling,
      List<String> outcomes,
      float[][] weights,
      float[] bias,
      float slope) {
    this.model = model;
    this.reads = reads;
    this.pooling = pooling;
    this.outcomes = List.copyOf(outcomes);
    this.weights = weights;
    this.bias = bias;
    this.slope = slope;
  }

  /**
   * Reads a head.
   *
   * @throws IllegalArgumentException when these are not the bytes of a head that this release knows
   */
  public static Head of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IllegalArgumentException("not a head of the offline judge");
      }
      int form = in.readUnsignedByte();
      if (form != FORM) {
        throw new IllegalArgumentException(
            "a head in form " + form + " (expected: " + FORM + "; it is of another release)");
      }
      String model = in.readUTF();
      OfflineReads reads = OfflineReads.valueOf(in.readUTF());
      Pooling pooling = Pooling.valueOf(in.readUTF());
      List<String> outcomes = new ArrayList<>();
      for (int count = in.readUnsignedByte(); count > 0; count--) {
        outcomes.add(in.readUTF());
      }
      int length = in.readInt();
      if (length < 0 || (long) length * outcomes.size() > MOST_NUMBERS) {
        throw new IllegalArgumentException("a head over vectors of length " + length);
      }
      float[][] weights = new float[outcomes.size()][];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = numbers(in, length);
      }
      float[] bias = numbers(in, outcomes.size());
      float slope = numbers(in, 1)[0];
      if (in.read() >= 0) {
        throw new IllegalArgumentException("a head with bytes after its end");
      }
      return new Head(model, reads, pooling, outcomes, weights, bias, slope);
    } catch (EOFException e) {
      throw new IllegalArgumentException("a head that ends too early", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("a head that cannot be read", e);
    }
  }

  /** The same of what a record holds, which is left as it is. */
  public static Head of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return of(copy);
  }

  private static float[] numbers(DataInputStream in, int count) throws IOException {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.readFloat();
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException("a head with a number that is none");
      }
    }
    return numbers;
  }

  /** The head as {@link #of} reads it; of equal heads equal. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(FORM);
      out.writeUTF(model);
      out.writeUTF(reads.name());
      out.writeUTF(pooling.name());
      out.writeByte(outcomes.size());
      for (String outcome : outcomes) {
        out.writeUTF(outcome);
      }
      out.writeInt(weights[0].length);
      for (float[] row : weights) {
        write(out, row);
      }
      write(out, bias);
      out.writeFloat(slope);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, float[] numbers) throws IOException {
    for (float number : numbers) {
      out.writeFloat(number);
    }
  }

  /**
   * Checks that a head is of use.
   *
   * @throws IllegalArgumentException when it was trained over another model's vectors, or for other
   *     outcomes
   */
  void expect(String embedder, List<String> wanted) {
    if (!model.equals(embedder)) {
      throw new IllegalArgumentException(
          "a head over vectors of "
              + model
              + " (expected: "
              + embedder
              + "; save the signal with a change, and it is trained anew)");
    }
    if (!outcomes.equals(wanted)) {
      throw new IllegalArgumentException(
          "a head for the outcomes " + outcomes + " (expected: " + wanted + ")");
    }
  }

  /** The name of the embedding model whose vectors it takes. */
  public String model() {
    return model;
  }

  /** What it was trained to read. */
  public OfflineReads reads() {
    return reads;
  }

  /** Its outcomes, in the order of the probabilities. */
  public List<String> outcomes() {
    return outcomes;
  }

  Pooling pooling() {
    return pooling;
  }

  /** The score of each outcome: not calibrated, of any size. */
  double[] scores(float[] vector) {
    if (vector.length != weights[0].length) {
      throw new IllegalArgumentException(
          "a vector of length " + vector.length + " (expected: " + weights[0].length + ")");
    }
    double[] scores = new double[weights.length];
    for (int i = 0; i < scores.length; i++) {
      double score = bias[i];
      for (int j = 0; j < vector.length; j++) {
        score += (double) weights[i][j] * vector[j];
      }
      scores[i] = score;
    }
    return scores;
  }

  /** The calibrated probability of each outcome for one text; they add up to 1. */
  public double[] probabilities(float[] vector) {
    return Softmax.of(scores(vector), slope);
  }
}
