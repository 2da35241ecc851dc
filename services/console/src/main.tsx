import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { createLoudspeaker } from './audio/loudspeaker.ts';
import { createMicrophone } from './audio/microphone.ts';
import { createFaults, followFaults } from './faults/index.ts';
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
import './faults/faults.css';
import { watchTheme } from './theme.ts';
import { traceViewer } from './turns/index.ts';

const theme = watchTheme(window);
const route = watchRoute(window);
const service = createService(window.location.origin);
const wait = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));
const faults = createFaults({ service, nowMs: () => Date.now(), wait });
const store = createStore({
  service,
  openLink: linkOpener(service, window),
  loudspeaker: createLoudspeaker(),
  createMicrophone,
  device: deviceFacts(navigator),
  nowMs: () => performance.now(),
  wait,
});

followFaults(faults, store);
effect(() => {
  traceViewer.value = store.traceUrl.value;
});

render(
  <App store={store} faults={faults} registry={service} route={route} theme={theme} />,
  document.querySelector('#console')!,
);
