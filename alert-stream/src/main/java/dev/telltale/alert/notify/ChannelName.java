// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;

/** A channel as a key. An absent target is empty. */
record ChannelName(String kind, String target) {
  static ChannelName of(Channel channel) {
    return new ChannelName(channel.getKind(), channel.getTarget().orElse(""));
  }

  /** For people. */
  String text() {
    return target.isEmpty() ? kind : kind + " " + target;
  }
}
