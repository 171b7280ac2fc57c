import type { Session } from '../../engine/session.ts';
import { CaptureServer } from '../../output/sharing/capture-server.ts';
import { HepSender } from '../../output/sharing/hep-sender.ts';
import { printable } from '../../view/text/printable.ts';
import type { Request } from '../request/request.ts';
import { tell } from '../tell.ts';

/** Passes on what a session reads while it reads it: --serve and --hep-send. */
export interface Sharing {
  /** Sends what still waits, ends, and prints how much was passed on. */
  end(): Promise<void>;
}

/** To be called before anything is read. Rejects with an OutputError if an address cannot be listened on. */
export async function shareSession(session: Session, request: Request): Promise<Sharing> {
  const shares: (CaptureServer | HepSender)[] = [];
  try {
    const { serve, hepSend } = request;
    if (serve !== undefined) shares.push(await CaptureServer.listen(session, serve));
    if (hepSend !== undefined) shares.push(new HepSender(session, hepSend.address, hepSend.captureId));
  } catch (error) {
    session.close();
    throw error;
  }
  session.taps.push(...shares);
  return {
    end: async () => {
      await Promise.all(shares.map((share) => share.close()));
      for (const share of shares) tell(printable(share.summary));
    },
  };
}
