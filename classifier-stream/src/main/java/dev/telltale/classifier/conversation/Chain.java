// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A running hash over the messages of a conversation. Two chains are equal when everything said up
 * to there is equal, so a chain that was seen before marks a repeated history, while the same text
 * at another place has another chain.
 *
 * <p>The text of a system message is left out: a prompt that holds the current time is another one
 * with each call, and would make every history look new.
 */
final class Chain {
  private static final int BYTES = 16;
  static final Chain EMPTY = new Chain(new byte[BYTES]);

  private final byte[] hash;

  private Chain(byte[] hash) {
    this.hash = hash;
  }

  /** The chain up to and with this message. */
  Chain with(Message message) {
    MessageDigest digest = sha256();
    digest.update(hash);
    add(digest, message.getRole());
    if (!message.getRole().equals(Role.SYSTEM)) {
      add(digest, message.getContent().strip());
      for (ToolCall call : message.getToolCalls()) {
        add(digest, call.getName());
        add(digest, call.getArguments().strip());
      }
    }
    return new Chain(Arrays.copyOf(digest.digest(), BYTES));
  }

  /**
   * A chain of its own, for what stands in no history: a tool's result or an error that only its
   * span tells.
   */
  static Chain of(String spanId) {
    MessageDigest digest = sha256();
    add(digest, spanId);
    return new Chain(Arrays.copyOf(digest.digest(), BYTES));
  }

  ByteBuffer bytes() {
    return ByteBuffer.wrap(hash).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Chain chain && Arrays.equals(hash, chain.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** Length first, so that the border between two texts is part of what is hashed. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
