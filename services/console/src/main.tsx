import { render } from 'preact';
import { App } from './app.tsx';
import { createLoudspeaker } from './audio/loudspeaker.ts';
import { createMicrophone } from './audio/microphone.ts';
import { watchRoute } from './routing.ts';
import { deviceFacts } from './session/device.ts';
import { linkOpener } from './session/realtime-link.ts';
import { createService } from './session/service.ts';
import { createStore } from './session/store.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './conversation/conversation.css';
import './conversation/conversation-narrow.css';
import { watchTheme } from './theme.ts';

const theme = watchTheme(window);
const route = watchRoute(window);
const service = createService(window.location.origin);
const store = createStore({
  service,
  openLink: linkOpener(service, window),
  loudspeaker: createLoudspeaker(),
  createMicrophone,
  device: deviceFacts(navigator),
  nowMs: () => performance.now(),
  wait: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
});

render(<App store={store} route={route} theme={theme} />, document.querySelector('#console')!);
