/** One server-sent event. */
export interface SentEvent {
  name: string;
  data: unknown;
}

/** What a page is told, from its opening on. */
export class Events {
  readonly all: SentEvent[] = [];
  readonly #abort = new AbortController();
  #wake: () => void = () => undefined;

  static async open(url: string): Promise<Events> {
    const events = new Events();
    const { body } = await fetch(`${url}/_emulator/events`, {
      signal: events.#abort.signal,
    });
    void events.#read(body!).catch(() => undefined);
    await events.until(({ name }) => name === "ready");
    return events;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = "";
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const [, name, data = ""] =
          /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
        if (name) this.all.push({ name, data: JSON.parse(data) as unknown });
      }
      this.#wake();
    }
  }

  /** The first event that is meant, of those that came already, too. */
  async until(isMeant: (event: SentEvent) => boolean): Promise<SentEvent> {
    for (;;) {
      const event = this.all.find(isMeant);
      if (event) return event;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The data of all events of a name, one after the other. */
  of<T>(name: string): T[] {
    return this.all
      .filter((event) => event.name === name)
      .flatMap(({ data }) => data as T[]);
  }

  close(): void {
    this.#abort.abort();
  }
}
