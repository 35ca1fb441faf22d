// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** All conventions that are known, the most particular first. */
final class Conventions {
  static final List<Convention> ALL =
      List.of(Catalyst.convention(), OpenInference.convention(), OpenTelemetry.convention());

  private Conventions() {}
}
