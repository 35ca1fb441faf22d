// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;

/** The pipeline's own alert in words: it is late, and nothing is known of any signal. */
final class PipelineText {
  static final String NOTE =
      "This is Telltale's own alert. It says nothing about any signal: while the pipeline is"
          + " behind, no alert of a signal fires or recovers.";

  private PipelineText() {}

  static String headline(AlertEvent event) {
    String limit = Reading.held(event.getRule(), event.getRule().getThreshold());
    return switch (event.getTransition()) {
      case FIRED ->
          "The pipeline is behind: "
              + event
                  .getObserved()
                  .map(lag -> "evaluation is " + Reading.held(event.getRule(), lag) + " late")
                  .orElse("evaluation is late")
              + " (limit "
              + limit
              + "); alerts of signals are not evaluated";
      case RECOVERED ->
          "Recovered: the pipeline has caught up; alerts of signals are evaluated again";
      case NO_DATA -> "No data: the pipeline's lag is not known";
      case TEST -> "Test: the pipeline's alert; nothing happened";
    };
  }
}
