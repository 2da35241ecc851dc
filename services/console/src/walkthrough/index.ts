export { Walkthrough } from './walkthrough.tsx';
