// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;

/**
 * A session as it is written: within what its topic takes.
 *
 * @param session the record
 * @param bytes the record, encoded
 */
record ClosedSession(Session session, Bytes bytes) {
  private static final int LARGEST = Topics.SESSIONS.maxMessageBytes() - 64 * 1024;
  private static final Comparator<Place> ORDER =
      Comparator.comparingLong(Place::start).thenComparing(Place::key);

  /** Where a part's row stands, and when the part began. */
  private record Place(long start, String key) {}

  /**
   * Assembles a session. Its parts are read twice, so that one of many thousand traces is never in
   * memory as a whole.
   *
   * @param keys of the parts' rows
   * @param part reads a row
   */
  static ClosedSession of(
      List<String> keys,
      Function<String, SessionTrace> part,
      SessionLife.Open open,
      SessionRules rules,
      AvroCodec<Session> codec) {
    List<String> kept = keys;
    if (keys.size() > rules.maxTraces()) {
      List<Place> places = new ArrayList<>(keys.size());
      keys.forEach(key -> places.add(new Place(part.apply(key).getStartUnixNano(), key)));
      places.sort(ORDER);
      int head = rules.maxTraces() / 4;
      int tail = rules.maxTraces() - head;
      kept = new ArrayList<>();
      for (Place place : places.subList(0, head)) {
        kept.add(place.key());
      }
      for (Place place : places.subList(places.size() - tail, places.size())) {
        kept.add(place.key());
      }
    }
    Session session = Sessions.close(kept.stream().map(part).toList(), open, rules);
    session.put(
        Session.getClassSchema().getField("droppedTraces").pos(), keys.size() - kept.size());
    byte[] bytes = codec.encode(session);
    // Long ids or tags may still be too much.
    return bytes.length <= LARGEST || kept.size() == 1
        ? new ClosedSession(session, Bytes.wrap(bytes))
        : of(keys, part, open, rules.halved(), codec);
  }
}
