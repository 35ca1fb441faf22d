// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** All conventions that are known, the most particular first. */
final class Conventions {
  static final List<Convention> ALL =
      List.of(
          Catalyst.convention(),
          Langfuse.convention(),
          LangSmith.convention(),
          Traceloop.convention(),
          PydanticAi.convention(),
          ClaudeCode.convention(),
          Mlflow.convention(),
          Eve.convention(),
          VercelAi.convention(),
          LiveKit.convention(),
          GoogleAdk.convention(),
          Genkit.convention(),
          Flue.convention(),
          Codex.convention(),
          Cursor.convention(),
          ElevenLabs.convention(),
          Laminar.convention(),
          Braintrust.convention(),
          Halo.convention(),
          PiAgent.convention(),
          OpenInference.convention(),
          LangChain.convention(),
          GenAiLegacy.convention(),
          GenAi.convention(),
          OpenTelemetry.convention());

  /** What an export writes with. */
  static final List<Convention> EXPORTED =
      List.of(
          Telltale.convention(),
          Catalyst.convention(),
          OpenInference.convention(),
          OpenTelemetry.convention());

  private Conventions() {}
}
