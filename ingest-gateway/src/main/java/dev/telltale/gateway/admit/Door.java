// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.access.Right;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides who may send spans, by the key that a client presents. May be used from any thread. */
public final class Door {
  private static final String DEFAULT_PROJECT = "default";

  private final Supplier<AccessKeys> keys;
  private final Anonymous anonymous;

  /**
   * Makes a door.
   *
   * @param keys asked for each client, so that changed keys count at once
   */
  public Door(Supplier<AccessKeys> keys, Anonymous anonymous) {
    this.keys = keys;
    this.anonymous = anonymous;
  }

  /**
   * Says whether the holder of a key may send spans.
   *
   * @param presented what the client gave as its key; empty when it gave none
   */
  public Entry enter(Optional<String> presented) {
    AccessKeys known = keys.get();
    if (known.isEmpty() && anonymous != Anonymous.NEVER) {
      // Some SDKs cannot be told to send no key: without keys there is nothing to compare it with.
      return new Entry.Open(DEFAULT_PROJECT);
    }
    if (presented.isEmpty()) {
      return anonymous == Anonymous.ALWAYS
          ? new Entry.Open(DEFAULT_PROJECT)
          : new Entry.UnknownKey(
              "no access key (expected: Authorization: Bearer KEY, or x-api-key: KEY)");
    }
    return known
        .find(presented.get())
        .filter(key -> key.getRevokedAt().isEmpty())
        .map(Door::entry)
        .orElseGet(() -> new Entry.UnknownKey("the access key is not known"));
  }

  private static Entry entry(AccessKey key) {
    return key.getRights().contains(Right.INGEST)
        ? new Entry.Open(key.getProject())
        : new Entry.MissingRight("the access key may not send spans (expected: right ingest)");
  }
}
