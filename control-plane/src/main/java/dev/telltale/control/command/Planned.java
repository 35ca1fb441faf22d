// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Place;
import java.util.List;
import java.util.Optional;

/** What applying one document does. */
public sealed interface Planned permits PlannedSignal, PlannedAlert {
  /** {@code signal} or {@code alert}. */
  String kind();

  /** The key of the record. */
  String key();

  /** Whether anything is written. */
  Change change();

  /** A signal's newest version or an alert's revision, once it is applied. */
  int version();

  /** The fields that change, as manifests call them; none when it is created. */
  List<String> fields();

  /** What the change of the fields is; none when it is created. */
  List<FieldChange> diff();

  /** Where the document stands. */
  Place place();

  /** What it does, in English, where that is worth reading twice. */
  Optional<String> sentence();

  /** What its author may not have meant. */
  List<String> warnings();
}
