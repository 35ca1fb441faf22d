// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes OTLP requests of JSON values of any known shape. May be used from any thread.
 *
 * <p>The first shape that fits is taken; the order is from the most to the least telling fields.
 */
public final class TraceReader {
  private static final List<Shape> SHAPES =
      List.of(
          new HaloSpan(),
          new PhoenixSpan(),
          new LangfuseObservation(),
          new LangfuseTrace(),
          new LangfuseRow(),
          new StratixEvents(),
          new StratixTrace(),
          new FlatPair());

  private final OtlpDecoder otlp;
  private final InstantSource clock;

  /**
   * Makes a reader.
   *
   * @param clock gives the times of spans that have none in their file
   */
  public TraceReader(OtlpDecoder otlp, InstantSource clock) {
    this.otlp = otlp;
    this.clock = clock;
  }

  /**
   * Makes a request of one value.
   *
   * @param line where it stands in its file; part of the ids of what has none, so that the same
   *     file gives the same ids again
   * @throws UnreadableException when it is of no known shape, or a field of its shape is wrong
   */
  public ExportTraceServiceRequest read(byte[] json, long line) throws UnreadableException {
    if (JsonTexts.hasField(json, "resourceSpans", "resource_spans")) {
      return otlp(json);
    }
    JsonNode value = JsonTexts.tree(json);
    if (OtlpSpan.fits(value)) {
      return otlp.read(OtlpSpan.request(value));
    }
    Place place = new Place(line, SourceTime.nano(clock.instant()));
    for (Shape shape : SHAPES) {
      if (value.isObject() && shape.fits(value)) {
        return shape.read(value, place);
      }
    }
    throw new UnreadableException(
        LineProblem.UNKNOWN_SHAPE,
        "no known shape (expected: JSON of OTLP, HALO, Phoenix, Langfuse, Stratix, or input and"
            + " output)");
  }

  private ExportTraceServiceRequest otlp(byte[] json) throws UnreadableException {
    try {
      return otlp.read(json);
    } catch (UnreadableException e) {
      // A message about malformed JSON may quote it; this one does not.
      JsonTexts.tree(json);
      throw e;
    }
  }
}
