// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.access.AccessKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class DoorTest {
  /** The keys are {@code in} and {@code look}. */
  private static final AccessKeys KEYS =
      AccessKeys.parse(
          """
          - name: agents
            sha256: 582967534d0f909d196b97f9e6921342777aea87b46fa52df165389db1fb8ccf
            project: shop
            rights: [ingest]
          - name: dashboard
            sha256: 3c01eba119e00d79c82b6f65d70bc5f1044d568618bf41377e6d1432023fc2b8
            project: shop
            rights: [read, write]
          """,
          Instant.EPOCH);

  @ParameterizedTest
  @EnumSource(Anonymous.class)
  void aKeyOpensTheDoorToItsProject(Anonymous anonymous) {
    assertThat(door(KEYS, anonymous).enter(Optional.of("in"))).isEqualTo(new Entry.Open("shop"));
  }

  @ParameterizedTest
  @EnumSource(Anonymous.class)
  void aKeyThatNobodyKnowsDoesNotOpenItEvenWhereNoKeyWould(Anonymous anonymous) {
    assertThat(door(KEYS, anonymous).enter(Optional.of("wrong")))
        .isInstanceOf(Entry.UnknownKey.class);
    assertThat(door(KEYS, anonymous).enter(Optional.of(""))).isInstanceOf(Entry.UnknownKey.class);
  }

  @Test
  void aKeyWithoutTheRightToSendDoesNotOpenIt() {
    assertThat(door(KEYS, Anonymous.NEVER).enter(Optional.of("look")))
        .isInstanceOf(Entry.MissingRight.class);
  }

  @ParameterizedTest
  @EnumSource(value = Anonymous.class, names = "ALWAYS", mode = Mode.EXCLUDE)
  void whereThereAreKeysWhoeverHasNoneStaysOutside(Anonymous anonymous) {
    assertThat(door(KEYS, anonymous).enter(Optional.empty())).isInstanceOf(Entry.UnknownKey.class);
  }

  @Test
  void anonymousClientsBelongToTheDefaultProject() {
    assertThat(door(KEYS, Anonymous.ALWAYS).enter(Optional.empty()))
        .isEqualTo(new Entry.Open("default"));
  }

  @Test
  void whereThereAreNoKeysAPresentedOneDoesNotMatter() {
    Door door = door(AccessKeys.none(), Anonymous.WHILE_THERE_ARE_NO_KEYS);

    assertThat(door.enter(Optional.empty())).isEqualTo(new Entry.Open("default"));
    assertThat(door.enter(Optional.of("any"))).isEqualTo(new Entry.Open("default"));
  }

  @Test
  void whereThereAreNoKeysAndNobodyMayBeAnonymousNobodyEnters() {
    assertThat(door(AccessKeys.none(), Anonymous.NEVER).enter(Optional.of("any")))
        .isInstanceOf(Entry.UnknownKey.class);
  }

  @Test
  void newKeysCountAtOnce() {
    AtomicReference<AccessKeys> keys = new AtomicReference<>(AccessKeys.none());
    Door door = new Door(keys::get, Anonymous.WHILE_THERE_ARE_NO_KEYS);
    assertThat(door.enter(Optional.empty())).isInstanceOf(Entry.Open.class);

    keys.set(KEYS);

    assertThat(door.enter(Optional.empty())).isInstanceOf(Entry.UnknownKey.class);
    assertThat(door.enter(Optional.of("in"))).isEqualTo(new Entry.Open("shop"));
  }

  private static Door door(AccessKeys keys, Anonymous anonymous) {
    return new Door(() -> keys, anonymous);
  }
}
