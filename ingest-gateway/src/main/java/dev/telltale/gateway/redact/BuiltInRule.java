// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;

/** The rules that come with the gateway. */
public enum BuiltInRule {
  /** Keys of services, tokens, private keys, passwords: what opens a door. */
  SECRETS("secret"),
  /** Numbers of payment cards. */
  CARDS("card"),
  /** Addresses of e-mail. */
  EMAILS("email"),
  /** Telephone numbers, written with their separators. */
  PHONES("phone"),
  /** Addresses of the internet protocol, version 4. */
  IPS("ip");

  private final String label;

  BuiltInRule(String label) {
    this.label = label;
  }

  /** The rule's name, in metrics and in what stands in place of what it found. */
  public String label() {
    return label;
  }

  List<Row> rows() {
    return switch (this) {
      case SECRETS -> Secrets.rows();
      case CARDS -> List.of(new Row(CardNumbers.ANCHORS, new CardNumbers()));
      case EMAILS -> Contacts.emails();
      case PHONES -> Contacts.phones();
      case IPS -> Contacts.ips();
    };
  }
}
