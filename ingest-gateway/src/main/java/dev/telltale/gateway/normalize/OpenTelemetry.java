// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/**
 * What OpenTelemetry itself defines, whoever instruments: the last resort of every span, with a few
 * words that many use and nobody owns.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/">the registry</a>
 */
final class OpenTelemetry {
  static final String NAME = "otel";

  private OpenTelemetry() {}

  static Convention convention() {
    return Convention.named(NAME)
        .withRows(
            List.of(
                new Row.FieldRow<>("session.id", 10, Field.SESSION_ID),
                new Row.FieldRow<>("user.id", 10, Field.USER_ID),
                new Row.FieldRow<>("enduser.id", 20, Field.USER_ID),
                new Row.FieldRow<>("error.type", 10, Field.ERROR_TYPE),
                new Row.FieldRow<>("conversation.id", 70, Field.SESSION_ID, Read::textualIdentity),
                new Row.FieldRow<>("conversation_id", 71, Field.SESSION_ID, Read::textualIdentity),
                new Row.FieldRow<>("chat.id", 72, Field.SESSION_ID, Read::textualIdentity),
                new Row.FieldRow<>("thread_id", 73, Field.SESSION_ID, Read::textualIdentity),
                // Nobody else's: the ids that an imported file had.
                new Row.FieldRow<>("source.trace_id", 10, Field.SOURCE_TRACE_ID),
                new Row.FieldRow<>("source.span_id", 10, Field.SOURCE_SPAN_ID)))
        .withResourceRows(
            new Row.FieldRow<>("service.name", 10, Field.SERVICE_NAME),
            new Row.FieldRow<>("service.version", 10, Field.SERVICE_VERSION),
            new Row.FieldRow<>("deployment.environment.name", 10, Field.ENVIRONMENT),
            new Row.FieldRow<>("deployment.environment", 20, Field.ENVIRONMENT),
            new Row.FieldRow<>("session.id", 10, Field.SESSION_ID),
            new Row.FieldRow<>("user.id", 10, Field.USER_ID));
  }
}
